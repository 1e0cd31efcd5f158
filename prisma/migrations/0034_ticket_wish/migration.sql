-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "ticketWish" JSONB;
