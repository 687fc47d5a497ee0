# Tries: functions in functions in functions, 90 deep
# ends: not_loaded value crashed
exec("\n".join(" " * i + f"def g{i}():" for i in range(95)) + "\n" + " " * 95 + "pass")
def f(x): return 0
