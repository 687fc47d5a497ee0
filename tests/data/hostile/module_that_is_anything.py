# Tries: to be asked for functions that are not there, and to be things that only look like functions
# ends: value missing raised
def __getattr__(name):
    raise SystemExit


def __dir__():
    return ["f"] * 10**6


class F:
    calls = 0

    def __call__(self, x):
        F.calls += 1
        return [self, F, (v for v in x), self.wait(), super][: F.calls + 2]

    async def wait(self):
        return 1

    def __getattribute__(self, name):
        return object.__getattribute__(self, "__class__") if name == "__class__" else object.__getattribute__(self, name)

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


f = F()
