-- Search. Three characters and more: a trigram index finds any substring, whatever the letter case; accents count, as in
-- the text itself (remove_diacritics=0). One and two characters: an index of pieces (search_grams, a function that the
-- program registers) finds them at once. Both hold live rows only and no copy of the text.
--
-- Positions are kept (detail=full) where a substring is a phrase of trigrams; the pieces are single words (detail=none,
-- half the size). contentless_delete needs columnsize=1, so the small docsize tables stay.
--
-- A row written into an FTS5 table from a trigger is flushed by itself, because every statement opens a savepoint: five
-- times the price of a batch (measured: 55 against 11 microseconds per product). So triggers note the changed rows in a
-- queue, and the row that makes it 512 long moves them all into the indexes. Queries read queued rows directly: an answer
-- never depends on whether the queue was emptied. REPLACE is never used on these tables: it fires no delete triggers.
--
-- The short taxonomies share one index; their rowid is row_number * 8 + a digit for the table.

CREATE VIRTUAL TABLE products_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE products_search_short USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TABLE products_search_queue (
  slot INTEGER PRIMARY KEY,
  row INTEGER NOT NULL
) STRICT;
CREATE TRIGGER products_search_drain AFTER INSERT ON products_search_queue WHEN new.slot >= 512 BEGIN
  DELETE FROM products_search WHERE rowid IN (SELECT row FROM products_search_queue);
  DELETE FROM products_search_short WHERE rowid IN (SELECT row FROM products_search_queue);
  INSERT INTO products_search (rowid, text)
  SELECT row_number, name || char(10) || coalesce(sku, '') FROM products
  WHERE row_number IN (SELECT row FROM products_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  INSERT INTO products_search_short (rowid, grams)
  SELECT row_number, search_grams(name || char(10) || coalesce(sku, '')) FROM products
  WHERE row_number IN (SELECT row FROM products_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  DELETE FROM products_search_queue;
END;
CREATE TRIGGER products_search_insert AFTER INSERT ON products BEGIN
  INSERT INTO products_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER products_search_update AFTER UPDATE OF name, sku, status, deleted_at ON products
WHEN old.name IS NOT new.name
  OR old.sku IS NOT new.sku
  OR (old.deleted_at IS NULL AND old.status <> 'trash') <> (new.deleted_at IS NULL AND new.status <> 'trash') BEGIN
  INSERT INTO products_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER products_search_delete AFTER DELETE ON products BEGIN
  INSERT INTO products_search_queue (row) VALUES (old.row_number);
END;
-- Rows that were here before this file.
INSERT INTO products_search (rowid, text) SELECT row_number, name || char(10) || coalesce(sku, '') FROM products WHERE deleted_at IS NULL AND status <> 'trash';
INSERT INTO products_search_short (rowid, grams) SELECT row_number, search_grams(name || char(10) || coalesce(sku, '')) FROM products WHERE deleted_at IS NULL AND status <> 'trash';

CREATE VIRTUAL TABLE variations_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE variations_search_short USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TABLE variations_search_queue (
  slot INTEGER PRIMARY KEY,
  row INTEGER NOT NULL
) STRICT;
CREATE TRIGGER variations_search_drain AFTER INSERT ON variations_search_queue WHEN new.slot >= 512 BEGIN
  DELETE FROM variations_search WHERE rowid IN (SELECT row FROM variations_search_queue);
  DELETE FROM variations_search_short WHERE rowid IN (SELECT row FROM variations_search_queue);
  INSERT INTO variations_search (rowid, text)
  SELECT row_number, name || char(10) || coalesce(sku, '') FROM product_variations
  WHERE row_number IN (SELECT row FROM variations_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  INSERT INTO variations_search_short (rowid, grams)
  SELECT row_number, search_grams(name || char(10) || coalesce(sku, '')) FROM product_variations
  WHERE row_number IN (SELECT row FROM variations_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  DELETE FROM variations_search_queue;
END;
CREATE TRIGGER product_variations_search_insert AFTER INSERT ON product_variations BEGIN
  INSERT INTO variations_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER product_variations_search_update AFTER UPDATE OF name, sku, status, deleted_at ON product_variations
WHEN old.name IS NOT new.name
  OR old.sku IS NOT new.sku
  OR (old.deleted_at IS NULL AND old.status <> 'trash') <> (new.deleted_at IS NULL AND new.status <> 'trash') BEGIN
  INSERT INTO variations_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER product_variations_search_delete AFTER DELETE ON product_variations BEGIN
  INSERT INTO variations_search_queue (row) VALUES (old.row_number);
END;
-- Rows that were here before this file.
INSERT INTO variations_search (rowid, text) SELECT row_number, name || char(10) || coalesce(sku, '') FROM product_variations WHERE deleted_at IS NULL AND status <> 'trash';
INSERT INTO variations_search_short (rowid, grams) SELECT row_number, search_grams(name || char(10) || coalesce(sku, '')) FROM product_variations WHERE deleted_at IS NULL AND status <> 'trash';

CREATE VIRTUAL TABLE orders_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE orders_search_short USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TABLE orders_search_queue (
  slot INTEGER PRIMARY KEY,
  row INTEGER NOT NULL
) STRICT;
CREATE TRIGGER orders_search_drain AFTER INSERT ON orders_search_queue WHEN new.slot >= 512 BEGIN
  DELETE FROM orders_search WHERE rowid IN (SELECT row FROM orders_search_queue);
  DELETE FROM orders_search_short WHERE rowid IN (SELECT row FROM orders_search_queue);
  INSERT INTO orders_search (rowid, text)
  SELECT row_number, coalesce(number, '') || char(10) || customer_name || char(10) || coalesce(customer_email, '') FROM orders
  WHERE row_number IN (SELECT row FROM orders_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  INSERT INTO orders_search_short (rowid, grams)
  SELECT row_number, search_grams(coalesce(number, '') || char(10) || customer_name || char(10) || coalesce(customer_email, '')) FROM orders
  WHERE row_number IN (SELECT row FROM orders_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  DELETE FROM orders_search_queue;
END;
CREATE TRIGGER orders_search_insert AFTER INSERT ON orders BEGIN
  INSERT INTO orders_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER orders_search_update AFTER UPDATE OF number, customer_name, customer_email, status, deleted_at ON orders
WHEN old.number IS NOT new.number
  OR old.customer_name IS NOT new.customer_name
  OR old.customer_email IS NOT new.customer_email
  OR (old.deleted_at IS NULL AND old.status <> 'trash') <> (new.deleted_at IS NULL AND new.status <> 'trash') BEGIN
  INSERT INTO orders_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER orders_search_delete AFTER DELETE ON orders BEGIN
  INSERT INTO orders_search_queue (row) VALUES (old.row_number);
END;
-- Rows that were here before this file.
INSERT INTO orders_search (rowid, text) SELECT row_number, coalesce(number, '') || char(10) || customer_name || char(10) || coalesce(customer_email, '') FROM orders WHERE deleted_at IS NULL AND status <> 'trash';
INSERT INTO orders_search_short (rowid, grams) SELECT row_number, search_grams(coalesce(number, '') || char(10) || customer_name || char(10) || coalesce(customer_email, '')) FROM orders WHERE deleted_at IS NULL AND status <> 'trash';

CREATE VIRTUAL TABLE customers_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE customers_search_short USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TABLE customers_search_queue (
  slot INTEGER PRIMARY KEY,
  row INTEGER NOT NULL
) STRICT;
CREATE TRIGGER customers_search_drain AFTER INSERT ON customers_search_queue WHEN new.slot >= 512 BEGIN
  DELETE FROM customers_search WHERE rowid IN (SELECT row FROM customers_search_queue);
  DELETE FROM customers_search_short WHERE rowid IN (SELECT row FROM customers_search_queue);
  INSERT INTO customers_search (rowid, text)
  SELECT row_number, name || char(10) || email || char(10) || username FROM customers
  WHERE row_number IN (SELECT row FROM customers_search_queue) AND deleted_at IS NULL;
  INSERT INTO customers_search_short (rowid, grams)
  SELECT row_number, search_grams(name || char(10) || email || char(10) || username) FROM customers
  WHERE row_number IN (SELECT row FROM customers_search_queue) AND deleted_at IS NULL;
  DELETE FROM customers_search_queue;
END;
CREATE TRIGGER customers_search_insert AFTER INSERT ON customers BEGIN
  INSERT INTO customers_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER customers_search_update AFTER UPDATE OF name, email, username, deleted_at ON customers
WHEN old.name IS NOT new.name
  OR old.email IS NOT new.email
  OR old.username IS NOT new.username
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO customers_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER customers_search_delete AFTER DELETE ON customers BEGIN
  INSERT INTO customers_search_queue (row) VALUES (old.row_number);
END;
-- Rows that were here before this file.
INSERT INTO customers_search (rowid, text) SELECT row_number, name || char(10) || email || char(10) || username FROM customers WHERE deleted_at IS NULL;
INSERT INTO customers_search_short (rowid, grams) SELECT row_number, search_grams(name || char(10) || email || char(10) || username) FROM customers WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE coupons_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE coupons_search_short USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TABLE coupons_search_queue (
  slot INTEGER PRIMARY KEY,
  row INTEGER NOT NULL
) STRICT;
CREATE TRIGGER coupons_search_drain AFTER INSERT ON coupons_search_queue WHEN new.slot >= 512 BEGIN
  DELETE FROM coupons_search WHERE rowid IN (SELECT row FROM coupons_search_queue);
  DELETE FROM coupons_search_short WHERE rowid IN (SELECT row FROM coupons_search_queue);
  INSERT INTO coupons_search (rowid, text)
  SELECT row_number, code || char(10) || description FROM coupons
  WHERE row_number IN (SELECT row FROM coupons_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  INSERT INTO coupons_search_short (rowid, grams)
  SELECT row_number, search_grams(code || char(10) || description) FROM coupons
  WHERE row_number IN (SELECT row FROM coupons_search_queue) AND deleted_at IS NULL AND status <> 'trash';
  DELETE FROM coupons_search_queue;
END;
CREATE TRIGGER coupons_search_insert AFTER INSERT ON coupons BEGIN
  INSERT INTO coupons_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER coupons_search_update AFTER UPDATE OF code, description, status, deleted_at ON coupons
WHEN old.code IS NOT new.code
  OR old.description IS NOT new.description
  OR (old.deleted_at IS NULL AND old.status <> 'trash') <> (new.deleted_at IS NULL AND new.status <> 'trash') BEGIN
  INSERT INTO coupons_search_queue (row) VALUES (new.row_number);
END;
CREATE TRIGGER coupons_search_delete AFTER DELETE ON coupons BEGIN
  INSERT INTO coupons_search_queue (row) VALUES (old.row_number);
END;
-- Rows that were here before this file.
INSERT INTO coupons_search (rowid, text) SELECT row_number, code || char(10) || description FROM coupons WHERE deleted_at IS NULL AND status <> 'trash';
INSERT INTO coupons_search_short (rowid, grams) SELECT row_number, search_grams(code || char(10) || description) FROM coupons WHERE deleted_at IS NULL AND status <> 'trash';

CREATE VIRTUAL TABLE taxonomy_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE taxonomy_search_short USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TABLE taxonomy_search_queue (
  slot INTEGER PRIMARY KEY,
  row INTEGER NOT NULL
) STRICT;
CREATE TRIGGER taxonomy_search_drain AFTER INSERT ON taxonomy_search_queue WHEN new.slot >= 512 BEGIN
  DELETE FROM taxonomy_search WHERE rowid IN (SELECT row FROM taxonomy_search_queue);
  DELETE FROM taxonomy_search_short WHERE rowid IN (SELECT row FROM taxonomy_search_queue);
  INSERT INTO taxonomy_search (rowid, text)
  SELECT row_number * 8 + 0, name || char(10) || slug FROM store_categories
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 0) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search_short (rowid, grams)
  SELECT row_number * 8 + 0, search_grams(name || char(10) || slug) FROM store_categories
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 0) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search (rowid, text)
  SELECT row_number * 8 + 1, name || char(10) || slug FROM store_tags
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 1) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search_short (rowid, grams)
  SELECT row_number * 8 + 1, search_grams(name || char(10) || slug) FROM store_tags
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 1) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search (rowid, text)
  SELECT row_number * 8 + 2, name || char(10) || slug FROM store_brands
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 2) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search_short (rowid, grams)
  SELECT row_number * 8 + 2, search_grams(name || char(10) || slug) FROM store_brands
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 2) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search (rowid, text)
  SELECT row_number * 8 + 3, name || char(10) || slug FROM store_attributes
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 3) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search_short (rowid, grams)
  SELECT row_number * 8 + 3, search_grams(name || char(10) || slug) FROM store_attributes
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 3) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search (rowid, text)
  SELECT row_number * 8 + 4, name || char(10) || slug FROM store_attribute_terms
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 4) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search_short (rowid, grams)
  SELECT row_number * 8 + 4, search_grams(name || char(10) || slug) FROM store_attribute_terms
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 4) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search (rowid, text)
  SELECT row_number * 8 + 5, name || char(10) || slug FROM store_shipping_classes
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 5) AND deleted_at IS NULL;
  INSERT INTO taxonomy_search_short (rowid, grams)
  SELECT row_number * 8 + 5, search_grams(name || char(10) || slug) FROM store_shipping_classes
  WHERE row_number IN (SELECT row / 8 FROM taxonomy_search_queue WHERE row % 8 = 5) AND deleted_at IS NULL;
  DELETE FROM taxonomy_search_queue;
END;
CREATE TRIGGER store_categories_search_insert AFTER INSERT ON store_categories BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 0);
END;
CREATE TRIGGER store_categories_search_update AFTER UPDATE OF name, slug, deleted_at ON store_categories
WHEN old.name IS NOT new.name
  OR old.slug IS NOT new.slug
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 0);
END;
CREATE TRIGGER store_categories_search_delete AFTER DELETE ON store_categories BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (old.row_number * 8 + 0);
END;
CREATE TRIGGER store_tags_search_insert AFTER INSERT ON store_tags BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 1);
END;
CREATE TRIGGER store_tags_search_update AFTER UPDATE OF name, slug, deleted_at ON store_tags
WHEN old.name IS NOT new.name
  OR old.slug IS NOT new.slug
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 1);
END;
CREATE TRIGGER store_tags_search_delete AFTER DELETE ON store_tags BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (old.row_number * 8 + 1);
END;
CREATE TRIGGER store_brands_search_insert AFTER INSERT ON store_brands BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 2);
END;
CREATE TRIGGER store_brands_search_update AFTER UPDATE OF name, slug, deleted_at ON store_brands
WHEN old.name IS NOT new.name
  OR old.slug IS NOT new.slug
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 2);
END;
CREATE TRIGGER store_brands_search_delete AFTER DELETE ON store_brands BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (old.row_number * 8 + 2);
END;
CREATE TRIGGER store_attributes_search_insert AFTER INSERT ON store_attributes BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 3);
END;
CREATE TRIGGER store_attributes_search_update AFTER UPDATE OF name, slug, deleted_at ON store_attributes
WHEN old.name IS NOT new.name
  OR old.slug IS NOT new.slug
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 3);
END;
CREATE TRIGGER store_attributes_search_delete AFTER DELETE ON store_attributes BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (old.row_number * 8 + 3);
END;
CREATE TRIGGER store_attribute_terms_search_insert AFTER INSERT ON store_attribute_terms BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 4);
END;
CREATE TRIGGER store_attribute_terms_search_update AFTER UPDATE OF name, slug, deleted_at ON store_attribute_terms
WHEN old.name IS NOT new.name
  OR old.slug IS NOT new.slug
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 4);
END;
CREATE TRIGGER store_attribute_terms_search_delete AFTER DELETE ON store_attribute_terms BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (old.row_number * 8 + 4);
END;
CREATE TRIGGER store_shipping_classes_search_insert AFTER INSERT ON store_shipping_classes BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 5);
END;
CREATE TRIGGER store_shipping_classes_search_update AFTER UPDATE OF name, slug, deleted_at ON store_shipping_classes
WHEN old.name IS NOT new.name
  OR old.slug IS NOT new.slug
  OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (new.row_number * 8 + 5);
END;
CREATE TRIGGER store_shipping_classes_search_delete AFTER DELETE ON store_shipping_classes BEGIN
  INSERT INTO taxonomy_search_queue (row) VALUES (old.row_number * 8 + 5);
END;
-- Rows that were here before this file.
INSERT INTO taxonomy_search (rowid, text) SELECT row_number * 8 + 0, name || char(10) || slug FROM store_categories WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search_short (rowid, grams) SELECT row_number * 8 + 0, search_grams(name || char(10) || slug) FROM store_categories WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search (rowid, text) SELECT row_number * 8 + 1, name || char(10) || slug FROM store_tags WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search_short (rowid, grams) SELECT row_number * 8 + 1, search_grams(name || char(10) || slug) FROM store_tags WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search (rowid, text) SELECT row_number * 8 + 2, name || char(10) || slug FROM store_brands WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search_short (rowid, grams) SELECT row_number * 8 + 2, search_grams(name || char(10) || slug) FROM store_brands WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search (rowid, text) SELECT row_number * 8 + 3, name || char(10) || slug FROM store_attributes WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search_short (rowid, grams) SELECT row_number * 8 + 3, search_grams(name || char(10) || slug) FROM store_attributes WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search (rowid, text) SELECT row_number * 8 + 4, name || char(10) || slug FROM store_attribute_terms WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search_short (rowid, grams) SELECT row_number * 8 + 4, search_grams(name || char(10) || slug) FROM store_attribute_terms WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search (rowid, text) SELECT row_number * 8 + 5, name || char(10) || slug FROM store_shipping_classes WHERE deleted_at IS NULL;
INSERT INTO taxonomy_search_short (rowid, grams) SELECT row_number * 8 + 5, search_grams(name || char(10) || slug) FROM store_shipping_classes WHERE deleted_at IS NULL;
