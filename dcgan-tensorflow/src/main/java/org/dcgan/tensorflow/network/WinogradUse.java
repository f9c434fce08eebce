package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dcgan.internal.json.EnumNames;

/**
 * Which kernels are computed by Winograd's algorithm, where it is possible: in float32, for 3x3
 * kernels of stride 1 and 5x5 kernels of stride 2. Whether it is faster depends on the processor,
 * on the kernel and on the number of images; docs/lab/winograd.md has the measurements. {@code
 * MeasuredConvolutions} chooses among them.
 *
 * @param kernels the tiles of single kernels
 * @param others the tiles of all other kernels
 */
public record WinogradUse(Map<KernelShape, WinogradTiles> kernels, WinogradTiles others) {
  /** Winograd's algorithm is not used. */
  public static final WinogradUse NEVER = new WinogradUse(Map.of(), WinogradTiles.NONE);

  /** The names of the algorithms in files. */
  private static final EnumNames<WinogradTile> NAMES =
      EnumNames.of(
          WinogradTile.class,
          Map.of(
              WinogradTile.NONE, "direct",
              WinogradTile.TWO, "winograd2",
              WinogradTile.FOUR, "winograd4"));

  /** For example {@code 5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct}. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "([35])x\\1/([12]) (\\d{1,3})x\\3x(\\d{1,6}) (\\d{1,3})x\\5x(\\d{1,6}):"
              + " ([a-z0-9]+) ([a-z0-9]+) ([a-z0-9]+)");

  private static final String SEPARATOR = "; ";

  /** Copies the map. */
  public WinogradUse {
    kernels = Map.copyOf(kernels);
  }

  /**
   * Winograd's algorithm wherever it is possible.
   *
   * @param tile the tile of all operations
   * @return the use
   */
  public static WinogradUse always(WinogradTile tile) {
    return new WinogradUse(Map.of(), WinogradTiles.all(tile));
  }

  /**
   * The names of the algorithms in files, such as {@code direct} and {@code winograd4}.
   *
   * @return the names
   */
  public static EnumNames<WinogradTile> names() {
    return NAMES;
  }

  /**
   * Whether no kernel is computed by Winograd's algorithm.
   *
   * @return true for a use that is the same as {@link #NEVER}
   */
  public boolean isNever() {
    return others.equals(WinogradTiles.NONE)
        && kernels.values().stream().allMatch(WinogradTiles.NONE::equals);
  }

  /**
   * Writes the kernels that are computed by Winograd's algorithm as text: their sizes, then the
   * algorithms of convolution, transposed convolution and kernel gradient.
   *
   * @return for example {@code 5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct}, entries
   *     separated by semicolons in a fixed order; empty if there are none
   */
  public String toText() {
    return kernels.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(WinogradTiles.NONE))
        .map(entry -> text(entry.getKey(), entry.getValue()))
        .sorted()
        .collect(Collectors.joining(SEPARATOR));
  }

  /**
   * Writes the algorithms of one kernel as text, also those of a kernel that is computed directly.
   *
   * @param shape the kernel
   * @param tiles its tiles
   * @return for example {@code 5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct}
   */
  public static String text(KernelShape shape, WinogradTiles tiles) {
    return String.format(
        Locale.ROOT,
        "%dx%d/%d %dx%dx%d %dx%dx%d: %s %s %s",
        shape.kernel(),
        shape.kernel(),
        shape.stride(),
        shape.wideSide(),
        shape.wideSide(),
        shape.wideMaps(),
        shape.narrowSide(),
        shape.narrowSide(),
        shape.narrowMaps(),
        NAMES.name(tiles.convolve()),
        NAMES.name(tiles.transposeConvolve()),
        NAMES.name(tiles.kernelGradient()));
  }

  /**
   * Reads the result of {@link #toText}.
   *
   * @param text the text
   * @return the use; other kernels are computed directly
   * @throws IllegalArgumentException if the text has another form
   */
  public static WinogradUse parse(String text) {
    Map<KernelShape, WinogradTiles> kernels = new HashMap<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(SEPARATOR, -1)) {
      Matcher matcher = ENTRY.matcher(entry);
      checkArgument(
          matcher.matches(),
          "expected the algorithms of a kernel such as \"5x5/2 8x8x256 4x4x512: winograd4 winograd4"
              + " direct\", got \"%s\"",
          printable(entry));
      KernelShape shape =
          new KernelShape(
              number(matcher, 1),
              number(matcher, 2),
              number(matcher, 3),
              number(matcher, 4),
              number(matcher, 6));
      WinogradTiles tiles = new WinogradTiles(tile(matcher, 7), tile(matcher, 8), tile(matcher, 9));
      checkArgument(
          WinogradMatrices.exist(shape)
              && shape.wideSide() == number(matcher, 5) * shape.stride()
              && kernels.put(shape, tiles) == null,
          "expected each kernel of Winograd's algorithm once, got \"%s\"",
          printable(entry));
    }
    return new WinogradUse(kernels, WinogradTiles.NONE);
  }

  /**
   * The algorithm for some of the kernels only.
   *
   * @param shapes those kernels; others than {@link #kernels} have no effect
   * @return the same tiles for them; all other kernels are computed directly
   */
  public WinogradUse only(Set<KernelShape> shapes) {
    Map<KernelShape, WinogradTiles> some = new HashMap<>(kernels);
    var unused = some.keySet().retainAll(shapes);
    return new WinogradUse(some, WinogradTiles.NONE);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static WinogradTile tile(Matcher matcher, int group) {
    return NAMES.constant(matcher.group(group), "convolutions");
  }

  /**
   * The tiles of a kernel.
   *
   * @param kernel the kernel
   * @return the tiles; {@link WinogradTiles#NONE} where the algorithm does not exist
   */
  public WinogradTiles of(KernelShape kernel) {
    return WinogradMatrices.exist(kernel)
        ? kernels.getOrDefault(kernel, others)
        : WinogradTiles.NONE;
  }
}
