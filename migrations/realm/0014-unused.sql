-- Why: 0008 made functions that give the streams of statements as known at a time; nothing asks them. The counts' and the
-- seizures' (0006) are those that the record is asked with.
DROP FUNCTION leads_as_known, stations_as_known, declarations_as_known, bulletins_as_known, indicators_as_known;
