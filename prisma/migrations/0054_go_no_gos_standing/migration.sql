-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "asksByPoll" BOOLEAN NOT NULL DEFAULT false;

-- Those that stand already.
UPDATE "Ticket" SET "asksByPoll" = true
FROM "FlowVersion"
WHERE "FlowVersion".id = "Ticket"."flowVersionId" AND "Ticket".status = 'RUNNING' AND EXISTS (
  SELECT 1
  FROM jsonb_array_elements("Ticket".state -> 'visits') visit
  JOIN jsonb_array_elements("FlowVersion".definition -> 'nodes') node ON node ->> 'id' = visit ->> 'nodeId'
  WHERE visit ->> 'state' IN ('OPEN', 'HELD') AND node -> 'askByPoll' = 'true'
);

-- Few of all tickets, and the wall asks for them after whatever happens.
CREATE INDEX "Ticket_asking" ON "Ticket" (number) WHERE "asksByPoll";
