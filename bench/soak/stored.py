"""Tells of each event that is stored, as it is: a line with its id. Until the input ends, then once more, and how many
are left.

Read beside the server, so that retention, which takes the oldest, cannot take one before it was seen.
"""

import select
import sqlite3
import sys
import time

PAUSE = 0.5


def read(path, query, *values):
    try:
        store = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    except sqlite3.Error:
        return []
    try:
        return store.execute(query, values).fetchall()
    except sqlite3.Error:
        # Between a kill and the next start there may be nobody who opened it.
        return []
    finally:
        store.close()


NEW = "SELECT id, event_id FROM events WHERE id > ? ORDER BY id"
COUNT = "SELECT count(*) FROM events"


def main():
    path, last = sys.argv[1], 0
    while True:
        ends = bool(select.select([sys.stdin], [], [], PAUSE)[0])
        if ends:
            time.sleep(PAUSE)
        for last, event_id in read(path, NEW, last):
            print(event_id)
        sys.stdout.flush()
        if ends:
            print("left", *(read(path, COUNT) or [(0,)])[0])
            return


main()
