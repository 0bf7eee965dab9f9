#!/usr/bin/python3
"""statements.py DOCUMENT: which SQL a document gives to tools, and whether sqlparse reads it.

Prints TAP to stderr: sqlparse, which tools use to split SQL and to strip comments, must know each statement, and take
nothing for a comment. Prints to stdout, as JSON, what a tool sends: the queries of all blocks, and the expressions in
tables, as a query of the table daily. CREATE, INSERT, ALTER, SET and the like are typed into psql, so they are left out.
"""
import json
import re
import sys

import sqlparse


def words(sql):
    return ' '.join(sql.split())


def is_understood(sql):
    """Whether sqlparse knows each token of a statement, and strips none as a comment."""
    (statement,) = sqlparse.parse(sql)
    if statement.get_type() == 'UNKNOWN' and not re.match(r'(ALTER|DROP|GRANT|LOAD|RESET|REVOKE|SET)\b', sql):
        return False
    if any(token.ttype in sqlparse.tokens.Error for token in statement.flatten()):
        return False
    return words(sqlparse.format(sql, strip_comments=True)) == words(sql)


def blocks(text):
    for match in re.finditer(r'^```sql\n(.*?)^```', text, re.M | re.S):
        yield text.count('\n', 0, match.start()) + 1, match.group(1)


def expressions(text):
    for match in re.finditer(r'^\|.*\|$', text, re.M):
        line = text.count('\n', 0, match.start()) + 1
        for expression in re.findall(r'`([^`]*\([^`]*)`', match.group()):
            yield line, expression


tests = 0


def ok(passed, name):
    global tests
    tests += 1
    print(f"{'ok' if passed else 'not ok'} {tests} - {name}", file=sys.stderr)


(path,) = sys.argv[1:]
with open(path, encoding='utf-8') as document:
    text = document.read()
sent = []
for line, block in blocks(text):
    for statement in sqlparse.split(block):
        ok(is_understood(statement), f'sqlparse, line {line}: {words(statement)[:60]}')
        if sqlparse.parse(statement)[0].get_type() == 'SELECT':
            sent.append({'line': line, 'sql': statement.rstrip(';')})
for line, expression in expressions(text):
    statement = f'SELECT {expression} AS value FROM daily'
    ok(is_understood(statement), f'sqlparse, line {line}: {expression[:60]}')
    sent.append({'line': line, 'sql': statement})
ok(len(sent) > 15, f'{len(sent)} queries')
ok(not is_understood('SELECT # users FROM daily'), 'sqlparse takes "# " for a comment')
json.dump(sent, sys.stdout)
