-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "ticketId" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Release_ticketId_key" ON "Release"("ticketId");

-- AddForeignKey
ALTER TABLE "Release" ADD CONSTRAINT "Release_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;
