-- AlterTable
ALTER TABLE "EnvironmentVariable" ADD COLUMN "mark" TEXT;

-- What was sealed so far is told apart by its sealed text, as approvals that wait already have it.
UPDATE "EnvironmentVariable" SET "mark" = encode(sha256(convert_to("sealed", 'UTF8')), 'hex') WHERE "sealed" IS NOT NULL;
