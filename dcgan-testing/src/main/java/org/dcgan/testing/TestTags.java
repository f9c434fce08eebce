package org.dcgan.testing;

/**
 * Tags of tests. {@code mvn verify -Dgroups=TAG} runs the tests of one tag, {@code
 * -DexcludedGroups=TAG} all but those; CONTRIBUTING.md has examples.
 */
public final class TestTags {
  /** Ends other processes at random or chosen moments. */
  public static final String KILL = "kill";

  /** Reads many damaged files. */
  public static final String FUZZ = "fuzz";

  /** Takes minutes and is excluded unless {@code -Dgroups} is given. */
  public static final String LONG = "long";

  private TestTags() {}
}
