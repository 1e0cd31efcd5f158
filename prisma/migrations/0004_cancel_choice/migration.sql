-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "cancelRollsBack" BOOLEAN NOT NULL DEFAULT false;
