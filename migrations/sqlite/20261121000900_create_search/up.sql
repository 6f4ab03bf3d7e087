-- One row per thing that can be found. The text is folded (lower case, no accents) by the program.
CREATE TABLE search_documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    content_type TEXT NOT NULL CHECK (content_type <> ''),
    object_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    keywords TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (content_type, object_id)
);

-- Every word of a title or keyword, as written: where misspelt words are looked up.
CREATE TABLE search_words (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    word TEXT NOT NULL UNIQUE
);

CREATE VIRTUAL TABLE search_index USING fts5 (
    title, keywords, body,
    content = 'search_documents', content_rowid = 'id', tokenize = 'porter unicode61'
);
CREATE TRIGGER search_documents_inserted AFTER INSERT ON search_documents BEGIN
    INSERT INTO search_index (rowid, title, keywords, body) VALUES (NEW.id, NEW.title, NEW.keywords, NEW.body);
END;
CREATE TRIGGER search_documents_deleted AFTER DELETE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, title, keywords, body)
    VALUES ('delete', OLD.id, OLD.title, OLD.keywords, OLD.body);
END;
CREATE TRIGGER search_documents_updated AFTER UPDATE OF title, keywords, body ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, title, keywords, body)
    VALUES ('delete', OLD.id, OLD.title, OLD.keywords, OLD.body);
    INSERT INTO search_index (rowid, title, keywords, body) VALUES (NEW.id, NEW.title, NEW.keywords, NEW.body);
END;

CREATE VIRTUAL TABLE search_trigrams USING fts5 (
    word, content = 'search_words', content_rowid = 'id', tokenize = 'trigram'
);
CREATE TRIGGER search_words_inserted AFTER INSERT ON search_words BEGIN
    INSERT INTO search_trigrams (rowid, word) VALUES (NEW.id, NEW.word);
END;
CREATE TRIGGER search_words_deleted AFTER DELETE ON search_words BEGIN
    INSERT INTO search_trigrams (search_trigrams, rowid, word) VALUES ('delete', OLD.id, OLD.word);
END;
