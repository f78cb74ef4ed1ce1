-- Version 3: what an expand that has not ended yet creates, no version of the application can use.
ALTER TABLE safemigrate.migration ADD COLUMN offered boolean NOT NULL DEFAULT true;

UPDATE safemigrate.meta SET version = 3;
