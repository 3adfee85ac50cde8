-- Lists by time and by fault. Neither column changes once a grain has begun, but for a fault, which is rare.
CREATE INDEX grains_created ON callgrains.grains (created_at, id);
CREATE INDEX grains_fault ON callgrains.grains (id) WHERE fault IS NOT NULL;
