ALTER TABLE `clock` ADD `ring` integer DEFAULT 2880 NOT NULL;--> statement-breakpoint
ALTER TABLE `clock` ADD `hours_ring` integer DEFAULT 2160 NOT NULL;