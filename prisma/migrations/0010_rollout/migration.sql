-- CreateEnum
CREATE TYPE "ControlKind" AS ENUM ('PAUSED', 'RESUMED', 'EXCLUDED', 'ASKED', 'ANSWERED');

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "rollout" JSONB;

-- CreateTable
CREATE TABLE "ReleaseControl" (
    "releaseId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "ControlKind" NOT NULL,
    "serverKey" TEXT,
    "stepKey" TEXT,
    "choice" TEXT,
    "reason" TEXT,
    "byId" TEXT,
    "byName" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ReleaseControl_pkey" PRIMARY KEY ("releaseId","seq")
);

-- AddForeignKey
ALTER TABLE "ReleaseControl" ADD CONSTRAINT "ReleaseControl_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "Release"("id") ON DELETE CASCADE ON UPDATE CASCADE;
