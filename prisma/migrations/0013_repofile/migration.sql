-- CreateEnum
CREATE TYPE "VariableScope" AS ENUM ('BOTH', 'BUILD', 'RUNTIME');

-- CreateEnum
CREATE TYPE "RepositoryFileUse" AS ENUM ('IGNORE', 'FALLBACK', 'WINS');

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "packing" JSONB,
ADD COLUMN     "repositoryFile" "RepositoryFileUse" NOT NULL DEFAULT 'IGNORE',
ADD COLUMN     "variablesVersion" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "EnvironmentVariable" DROP CONSTRAINT "EnvironmentVariable_pkey",
ADD COLUMN     "scope" "VariableScope" NOT NULL DEFAULT 'BOTH',
ADD COLUMN     "since" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "until" INTEGER,
ADD CONSTRAINT "EnvironmentVariable_pkey" PRIMARY KEY ("environmentId", "name", "since");

-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "largeFiles" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "submodules" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "VariableVersion" (
    "environmentId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "changedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedById" TEXT,
    "restored" INTEGER,

    CONSTRAINT "VariableVersion_pkey" PRIMARY KEY ("environmentId","number")
);

-- CreateIndex
CREATE INDEX "VariableVersion_changedById_idx" ON "VariableVersion"("changedById");

-- AddForeignKey
ALTER TABLE "VariableVersion" ADD CONSTRAINT "VariableVersion_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VariableVersion" ADD CONSTRAINT "VariableVersion_changedById_fkey" FOREIGN KEY ("changedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- One row of a variable holds at a time.
CREATE UNIQUE INDEX "EnvironmentVariable_now_key" ON "EnvironmentVariable"("environmentId", "name") WHERE "until" IS NULL;

-- What stands there is the first version; who wrote it is not known any more.
INSERT INTO "VariableVersion" ("environmentId", "number", "changedAt")
SELECT e."id", 1, e."updatedAt" FROM "Environment" e
WHERE EXISTS (SELECT 1 FROM "EnvironmentVariable" v WHERE v."environmentId" = e."id");
UPDATE "Environment" e SET "variablesVersion" = 1
WHERE EXISTS (SELECT 1 FROM "EnvironmentVariable" v WHERE v."environmentId" = e."id");
