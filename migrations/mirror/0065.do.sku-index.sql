-- A coupon code is unique in its store whatever its case: looked up on every edit of one.
-- Not UNIQUE: a shop may already hold duplicates, and the mirror shows what the shop has.
CREATE INDEX coupons_by_code ON coupons (store_id, code COLLATE NOCASE);
