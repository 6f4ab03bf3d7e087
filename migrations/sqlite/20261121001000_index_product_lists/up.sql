-- One index per sorting of the public lists, so that a page of any list is a short walk
-- along an index and never a sort of the table.
CREATE INDEX products_newest ON products (created_at DESC, id DESC) WHERE is_published;
CREATE INDEX products_by_price ON products (current_price, id) WHERE is_published;
CREATE INDEX products_by_title ON products (title_key, id) WHERE is_published;
CREATE INDEX products_by_rating ON products (rating_average DESC, rating_count DESC, id DESC) WHERE is_published;
CREATE INDEX products_collection_newest ON products (collection_id, created_at DESC, id DESC) WHERE is_published;
CREATE INDEX products_collection_by_price ON products (collection_id, current_price, id) WHERE is_published;
CREATE INDEX products_collection_by_title ON products (collection_id, title_key, id) WHERE is_published;
CREATE INDEX products_available_newest ON products (created_at DESC, id DESC) WHERE is_published AND is_available;
CREATE INDEX products_available_by_price ON products (current_price, id) WHERE is_published AND is_available;
CREATE INDEX products_on_offer ON products (last_update DESC, id DESC) WHERE is_published AND current_price < unit_price;
