package dev.dragops.vault;

/** Skeleton. */
public record Readiness(boolean keysLoaded, String rootKeyFingerprint, int liveKeys) {}
