package dev.dragops.vault;

/** Skeleton. */
public record SealContext(String purpose, String owner, String record, String kind, String name, long version) {}
