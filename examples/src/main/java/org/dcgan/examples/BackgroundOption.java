package org.dcgan.examples;

import org.dcgan.datasets.ImageFolder;
import org.dcgan.image.RgbColor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line option for the background of transparent images. */
public final class BackgroundOption {

  /** For picocli. */
  public BackgroundOption() {}

  @Option(
      names = "--background",
      paramLabel = "COLOR",
      converter = Converter.class,
      description =
          "color that transparent pixels of image files are composited over: white, black, gray or"
              + " #rrggbb (default: white)")
  private RgbColor background = ImageFolder.DEFAULT_BACKGROUND;

  /** Returns the background color; white is the default. */
  public RgbColor color() {
    return background;
  }

  /** Parses colors. */
  static final class Converter implements ITypeConverter<RgbColor> {
    @Override
    public RgbColor convert(String value) {
      try {
        return RgbColor.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
