-- Children by parent. Indexes of lists and searches follow in the next files.
CREATE INDEX product_variations_by_product ON product_variations (product_id, menu_order);
CREATE INDEX product_images_by_product ON product_images (product_id, display_order);
CREATE INDEX product_attributes_by_product ON product_attributes (product_id, position);
CREATE INDEX store_categories_by_parent ON store_categories (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX store_brands_by_parent ON store_brands (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX store_attribute_terms_by_attribute ON store_attribute_terms (attribute_id);
CREATE INDEX order_items_by_order ON order_items (order_id);
CREATE INDEX order_notes_by_order ON order_notes (order_id);
CREATE INDEX order_refunds_by_order ON order_refunds (order_id);
CREATE INDEX order_status_logs_by_order ON order_status_logs (order_id, created_at);
