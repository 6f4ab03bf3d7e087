-- What programs sort lists of products by, besides the title: a page is a short walk along an index.
CREATE INDEX products_by_unit_price ON products (unit_price, id) WHERE is_published;
CREATE INDEX products_by_last_update ON products (last_update, id) WHERE is_published;
