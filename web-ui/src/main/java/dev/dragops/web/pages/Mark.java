package dev.dragops.web.pages;

/**
 * What stands for a provider where it is shown: the first character of its name, on one of a few colours.
 *
 * @param initial the character
 * @param tone the number of the colour, from 0 to 11, the same for a provider everywhere
 */
public record Mark(String initial, int tone) {
    private static final int TONES = 12;

    static Mark of(String provider, String name) {
        return new Mark(Initial.of(name), Math.floorMod(provider.hashCode(), TONES));
    }
}
