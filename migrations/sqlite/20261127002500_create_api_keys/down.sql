DROP TABLE api_key_permissions;
DROP TABLE api_keys;
