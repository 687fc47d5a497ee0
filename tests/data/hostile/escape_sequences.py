# Tries: to write terminal escapes through every text that a person will see
# ends: raised
evil = "\x1b[2J\x1b]0;title\x07\r\x08\x00\u202egnihton\u2066\x9b31m"
print(evil)
class E(Exception): pass
E.__name__ = "E" + evil.replace("\0", "")
def f(x):
    print(evil)
    raise E(evil)
