-- AlterTable
ALTER TABLE "Flow" ADD COLUMN     "roomId" TEXT;

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "roomId" TEXT;

-- AddForeignKey
ALTER TABLE "Flow" ADD CONSTRAINT "Flow_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The flows that are there go on as before: their cards go to the room of everybody.
UPDATE "Flow" SET "roomId" = (SELECT "id" FROM "Room" WHERE "everyone" ORDER BY "createdAt" LIMIT 1);

-- Each card stays where it is.
UPDATE "Ticket" SET "roomId" = "Message"."roomId" FROM "Message"
WHERE "Message"."clientId" = 'ticket:' || "Ticket"."id" AND "Message"."authorId" = "Ticket"."initiatorId"
  AND "Message"."state" #>> '{card,type}' = 'TICKET';
