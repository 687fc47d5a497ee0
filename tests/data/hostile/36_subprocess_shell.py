# Tries: to run a shell that reads a file and stays
# ends: raised
import subprocess,os
def f(x):
  return subprocess.run(["/bin/sh","-c","cat /etc/passwd; sleep 1000 &"],capture_output=True).stdout
