DROP TABLE media_sizes;
DROP TABLE media_files;
