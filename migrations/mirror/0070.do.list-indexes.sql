-- What lists read. `row_number` follows the sort key, so that equal keys keep one order and a page of a sorted list is
-- read from the index alone; the columns behind it answer the usual filters without touching rows. Most indexes hold
-- live rows only: queries repeat the same condition word for word, or SQLite will not use them (deleted_at, always null
-- there, is in them so that SQLite sees that they cover the question).
-- Each index in random order costs the first sync about a page write per row: add one only for a list that needs it.

CREATE INDEX products_list_name ON products (store_id, name COLLATE NOCASE, row_number, status, stock_status, type, on_sale, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX products_list_price ON products (store_id, price_sort, row_number, status, stock_status, type, on_sale, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX products_list_stock ON products (store_id, stock_quantity, row_number, status, stock_status, type, on_sale, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX products_list_modified ON products (store_id, woo_modified_at, row_number, status, stock_status, type, on_sale, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX products_list_status ON products (store_id, status, row_number, stock_status, type, on_sale, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
-- all rows, because a SKU must also differ from those in the trash
CREATE INDEX products_by_sku ON products (store_id, sku COLLATE NOCASE, row_number, status, stock_status, type, on_sale, deleted_at);
CREATE INDEX products_trash ON products (store_id, row_number) WHERE deleted_at IS NULL AND status = 'trash';
CREATE INDEX products_not_synced ON products (store_id, sync_status) WHERE sync_status <> 'synced';

CREATE INDEX product_variations_list_woo_id ON product_variations (store_id, woo_id, row_number, status, stock_status, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX product_variations_list_stock ON product_variations (store_id, stock_quantity, row_number, status, stock_status, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX product_variations_by_sku ON product_variations (store_id, sku COLLATE NOCASE, row_number, status, stock_status, deleted_at);
CREATE INDEX product_variations_trash ON product_variations (store_id, row_number) WHERE deleted_at IS NULL AND status = 'trash';
CREATE INDEX product_variations_not_synced ON product_variations (store_id, sync_status) WHERE sync_status <> 'synced';

CREATE INDEX orders_list_date ON orders (store_id, date_created_woo, row_number, status, payment_method, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX orders_list_status ON orders (store_id, status, date_created_woo, row_number, payment_method, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX orders_list_total ON orders (store_id, total_sort, row_number, status, payment_method, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
-- shorter numbers first: 999 before 1000, also where the number carries a prefix
CREATE INDEX orders_list_number ON orders (store_id, length(number), number, row_number, status, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX orders_trash ON orders (store_id, row_number) WHERE deleted_at IS NULL AND status = 'trash';
CREATE INDEX orders_not_synced ON orders (store_id, sync_status) WHERE sync_status <> 'synced';

CREATE INDEX customers_list_name ON customers (store_id, name COLLATE NOCASE, row_number, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_email ON customers (store_id, email COLLATE NOCASE, row_number, deleted_at);
CREATE INDEX customers_not_synced ON customers (store_id, sync_status) WHERE sync_status <> 'synced';

CREATE INDEX coupons_list_code ON coupons (store_id, code COLLATE NOCASE, row_number, status, deleted_at) WHERE deleted_at IS NULL AND status <> 'trash';
CREATE INDEX coupons_trash ON coupons (store_id, row_number) WHERE deleted_at IS NULL AND status = 'trash';

CREATE INDEX store_categories_list_name ON store_categories (store_id, name COLLATE NOCASE, row_number) WHERE deleted_at IS NULL;
CREATE INDEX store_brands_list_name ON store_brands (store_id, name COLLATE NOCASE, row_number) WHERE deleted_at IS NULL;
CREATE INDEX store_tags_list_name ON store_tags (store_id, name COLLATE NOCASE, row_number) WHERE deleted_at IS NULL;
CREATE INDEX store_shipping_classes_list_name ON store_shipping_classes (store_id, name COLLATE NOCASE, row_number) WHERE deleted_at IS NULL;
CREATE INDEX store_attributes_list_name ON store_attributes (store_id, name COLLATE NOCASE, row_number) WHERE deleted_at IS NULL;
CREATE INDEX store_attribute_terms_list_name ON store_attribute_terms (store_id, name COLLATE NOCASE, row_number) WHERE deleted_at IS NULL;

-- Live products by the store's number of a category, kept by the triggers below.
CREATE TABLE product_category_links (
  store_id TEXT NOT NULL,
  category_woo_id INTEGER NOT NULL,
  product_row INTEGER NOT NULL,
  PRIMARY KEY (store_id, category_woo_id, product_row)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER products_link_insert AFTER INSERT ON products WHEN new.categories <> '[]' BEGIN
  INSERT INTO product_category_links (store_id, category_woo_id, product_row)
  SELECT DISTINCT new.store_id, category.value ->> 'woo_id', new.row_number FROM json_each(new.categories) AS category
  WHERE new.deleted_at IS NULL AND new.status <> 'trash' AND typeof(category.value ->> 'woo_id') = 'integer';
END;
CREATE TRIGGER products_link_update AFTER UPDATE OF categories, status, deleted_at ON products
WHEN old.categories <> new.categories OR old.status <> new.status OR old.deleted_at IS NOT new.deleted_at BEGIN
  DELETE FROM product_category_links
  WHERE store_id = old.store_id AND product_row = old.row_number
    AND category_woo_id IN (SELECT category.value ->> 'woo_id' FROM json_each(old.categories) AS category);
  INSERT INTO product_category_links (store_id, category_woo_id, product_row)
  SELECT DISTINCT new.store_id, category.value ->> 'woo_id', new.row_number FROM json_each(new.categories) AS category
  WHERE new.deleted_at IS NULL AND new.status <> 'trash' AND typeof(category.value ->> 'woo_id') = 'integer';
END;
CREATE TRIGGER products_link_delete AFTER DELETE ON products WHEN old.categories <> '[]' BEGIN
  DELETE FROM product_category_links
  WHERE store_id = old.store_id AND product_row = old.row_number
    AND category_woo_id IN (SELECT category.value ->> 'woo_id' FROM json_each(old.categories) AS category);
END;

-- Number of rows per store and per value of the columns that lists count and filter by, so that no list and no badge
-- counts rows. `status` holds 'trash' too; rows with an unsent permanent deletion are not counted. '' where an entity
-- lacks the column.
CREATE TABLE list_counts (
  store_id TEXT NOT NULL,
  entity TEXT NOT NULL,
  status TEXT NOT NULL,
  stock_status TEXT NOT NULL,
  type TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  PRIMARY KEY (store_id, entity, status, stock_status, type)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER products_count_insert AFTER INSERT ON products BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'products', new.status, new.stock_status, new.type, 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER products_count_update AFTER UPDATE OF status, stock_status, type, deleted_at ON products
WHEN old.status <> new.status OR old.stock_status <> new.stock_status OR old.type <> new.type OR old.deleted_at IS NOT new.deleted_at BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'products', old.status, old.stock_status, old.type, -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'products', new.status, new.stock_status, new.type, 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER products_count_delete AFTER DELETE ON products BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'products', old.status, old.stock_status, old.type, -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
END;

CREATE TRIGGER product_variations_count_insert AFTER INSERT ON product_variations BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'variations', new.status, new.stock_status, '', 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER product_variations_count_update AFTER UPDATE OF status, stock_status, deleted_at ON product_variations
WHEN old.status <> new.status OR old.stock_status <> new.stock_status OR old.deleted_at IS NOT new.deleted_at BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'variations', old.status, old.stock_status, '', -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'variations', new.status, new.stock_status, '', 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER product_variations_count_delete AFTER DELETE ON product_variations BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'variations', old.status, old.stock_status, '', -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
END;

CREATE TRIGGER orders_count_insert AFTER INSERT ON orders BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'orders', new.status, '', '', 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER orders_count_update AFTER UPDATE OF status, deleted_at ON orders
WHEN old.status <> new.status OR old.deleted_at IS NOT new.deleted_at BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'orders', old.status, '', '', -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'orders', new.status, '', '', 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER orders_count_delete AFTER DELETE ON orders BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'orders', old.status, '', '', -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
END;

CREATE TRIGGER customers_count_insert AFTER INSERT ON customers BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'customers', '', '', '', 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER customers_count_update AFTER UPDATE OF deleted_at ON customers
WHEN old.deleted_at IS NOT new.deleted_at BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'customers', '', '', '', -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT new.store_id, 'customers', '', '', '', 1 WHERE new.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER customers_count_delete AFTER DELETE ON customers BEGIN
  INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
  SELECT old.store_id, 'customers', '', '', '', -1 WHERE old.deleted_at IS NULL
  ON CONFLICT DO UPDATE SET row_count = row_count - 1;
END;

-- Rows that were here before this file.
INSERT INTO product_category_links (store_id, category_woo_id, product_row)
SELECT DISTINCT p.store_id, category.value ->> 'woo_id', p.row_number FROM products AS p, json_each(p.categories) AS category
WHERE p.deleted_at IS NULL AND p.status <> 'trash' AND typeof(category.value ->> 'woo_id') = 'integer';
INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
SELECT store_id, 'products', status, stock_status, type, count(*) FROM products WHERE deleted_at IS NULL GROUP BY 1, 3, 4, 5;
INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
SELECT store_id, 'variations', status, stock_status, '', count(*) FROM product_variations WHERE deleted_at IS NULL GROUP BY 1, 3, 4;
INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
SELECT store_id, 'orders', status, '', '', count(*) FROM orders WHERE deleted_at IS NULL GROUP BY 1, 3;
INSERT INTO list_counts (store_id, entity, status, stock_status, type, row_count)
SELECT store_id, 'customers', '', '', '', count(*) FROM customers WHERE deleted_at IS NULL GROUP BY 1;
