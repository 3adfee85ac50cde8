-- Events that are still on their way out are lost with it: let them arrive before, or send their dead letters again.
DROP FUNCTION callgrains.take_feed;
DROP FUNCTION callgrains.append;
ALTER FUNCTION callgrains.append_entries RENAME TO append;
DROP TABLE callgrains.feed;
