DROP INDEX callgrains.grains_created;
DROP INDEX callgrains.grains_fault;
