# Tries: to become a shell
# ends: raised
import os
def f(x): os.execv("/bin/sh",["sh","-c","cat /etc/passwd >&3; sleep 999"])
