DROP FUNCTION callgrains.clear;
DROP FUNCTION callgrains.remove;
DROP FUNCTION callgrains.is_due;
DROP FUNCTION callgrains.sort_of;
-- again: 3.sql purge
