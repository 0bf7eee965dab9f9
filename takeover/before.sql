-- What CREATE OR REPLACE can't change is dropped, and made anew below.
DROP CAST (bytea AS hll);
ALTER TYPE hll SET (RECEIVE = NONE);
DROP FUNCTION hll_recv(internal);
