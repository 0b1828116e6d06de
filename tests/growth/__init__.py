"""How the work of reading grows with what is read: crafted inputs, and everything that reads them.

`python -m tests.growth` doubles each input up to 200 kB and fails where the time grows faster than
n^1.3; `tests/gruquiz/test_growth.py` keeps a small part of it in the suite.
"""
