# Tries: to be decoded as something else than was read
# ends: not_loaded
# -*- coding: rot13 -*-
qrs s(k): erghea k
