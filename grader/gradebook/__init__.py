"""The file that keeps results, recorded calls, decisions of people and published grades, by appending."""
