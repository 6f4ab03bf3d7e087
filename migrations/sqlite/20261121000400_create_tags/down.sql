DROP TABLE tagged_items;
DROP TABLE tags;
