-- Alarms are told in a room's log and are no messages: history reads them from there, among whatever else happened.
CREATE INDEX "StreamEvent_room_alarm" ON "StreamEvent" ("streamId", seq)
  WHERE kind = 'SYSTEM' AND payload -> 'notice' ->> 'kind' IN ('ALARM', 'RECOVERED');
