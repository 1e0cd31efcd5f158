-- DropIndex
DROP INDEX "Build_projectId_cacheKey_key";

-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "author" TEXT,
ADD COLUMN     "madeById" TEXT,
ADD COLUMN     "subject" TEXT,
ADD COLUMN     "tookMs" INTEGER;

-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "lastBuildAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "commitAuthor" TEXT;

-- CreateTable
CREATE TABLE "BuildStore" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "BuildStore_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BuildCopy" (
    "sha256" TEXT NOT NULL,
    "storeId" TEXT NOT NULL,

    CONSTRAINT "BuildCopy_pkey" PRIMARY KEY ("sha256","storeId")
);

-- CreateTable
CREATE TABLE "BuildTurn" (
    "releaseId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "cacheKey" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "ticket" SERIAL NOT NULL,
    "beganAt" TIMESTAMP(3),

    CONSTRAINT "BuildTurn_pkey" PRIMARY KEY ("releaseId")
);

-- CreateIndex
CREATE INDEX "BuildCopy_storeId_idx" ON "BuildCopy"("storeId");

-- CreateIndex
CREATE UNIQUE INDEX "BuildTurn_ticket_key" ON "BuildTurn"("ticket");

-- CreateIndex
CREATE INDEX "BuildTurn_projectId_idx" ON "BuildTurn"("projectId");

-- CreateIndex
CREATE INDEX "Build_projectId_id_idx" ON "Build"("projectId", "id");

-- CreateIndex
CREATE INDEX "Build_madeById_idx" ON "Build"("madeById");

-- CreateIndex
CREATE UNIQUE INDEX "Build_projectId_cacheKey_sha256_key" ON "Build"("projectId", "cacheKey", "sha256");

-- CreateIndex
CREATE INDEX "Release_buildId_idx" ON "Release"("buildId");

-- AddForeignKey
ALTER TABLE "Build" ADD CONSTRAINT "Build_madeById_fkey" FOREIGN KEY ("madeById") REFERENCES "Release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BuildCopy" ADD CONSTRAINT "BuildCopy_storeId_fkey" FOREIGN KEY ("storeId") REFERENCES "BuildStore"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BuildTurn" ADD CONSTRAINT "BuildTurn_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "Release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BuildTurn" ADD CONSTRAINT "BuildTurn_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The first release that shipped a build is the one that made it.
UPDATE "Build" b SET "madeById" = r.id, subject = r."commitSubject"
FROM "Release" r
WHERE r.number = (SELECT min(s.number) FROM "Release" s WHERE s."buildId" = b.id);
