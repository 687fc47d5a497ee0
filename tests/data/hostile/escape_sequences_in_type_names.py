# Tries: to write terminal escapes through the name of a result's type
# ends: value
evil = "\x1b[2J\r\x00\u202e"
def f(x):
    return type("T" + evil.replace("\0", ""), (), {"__module__": evil})()
