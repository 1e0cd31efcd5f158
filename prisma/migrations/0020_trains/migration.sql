-- CreateEnum
CREATE TYPE "TrainState" AS ENUM ('PREPARING', 'READY', 'STOPPED');

-- CreateEnum
CREATE TYPE "TrainFailurePolicy" AS ENUM ('STOP', 'ROLL_BACK');

-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "trainId" TEXT,
ADD COLUMN     "trainPosition" INTEGER;

-- CreateTable
CREATE TABLE "Train" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "kind" "ReleaseKind" NOT NULL DEFAULT 'SHIP',
    "state" "TrainState" NOT NULL DEFAULT 'PREPARING',
    "title" TEXT NOT NULL,
    "note" TEXT,
    "onFailure" "TrainFailurePolicy" NOT NULL,
    "carCount" INTEGER NOT NULL,
    "drafts" JSONB,
    "wish" JSONB,
    "clientId" TEXT,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "scheduledAt" TIMESTAMP(3),
    "failure" TEXT,
    "cancelled" BOOLEAN NOT NULL DEFAULT false,
    "goesBack" BOOLEAN NOT NULL DEFAULT false,
    "finishedAt" TIMESTAMP(3),
    "originId" TEXT,

    CONSTRAINT "Train_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Train_number_key" ON "Train"("number");

-- CreateIndex
CREATE INDEX "Train_finishedAt_idx" ON "Train"("finishedAt");

-- CreateIndex
CREATE INDEX "Train_originId_idx" ON "Train"("originId");

-- CreateIndex
CREATE UNIQUE INDEX "Train_createdById_clientId_key" ON "Train"("createdById", "clientId");

-- CreateIndex
CREATE UNIQUE INDEX "Release_trainId_trainPosition_key" ON "Release"("trainId", "trainPosition");

-- AddForeignKey
ALTER TABLE "Release" ADD CONSTRAINT "Release_trainId_fkey" FOREIGN KEY ("trainId") REFERENCES "Train"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Train" ADD CONSTRAINT "Train_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Train" ADD CONSTRAINT "Train_originId_fkey" FOREIGN KEY ("originId") REFERENCES "Train"("id") ON DELETE SET NULL ON UPDATE CASCADE;
