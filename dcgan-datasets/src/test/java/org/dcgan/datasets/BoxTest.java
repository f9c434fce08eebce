package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoxTest {
  @Test
  void givenABox_whenPixelsAreAsked_thenThoseOfItsEdgeAreInside() {
    Box box = new Box(2, 3, 4, 5);
    assertThat(box.contains(3, 2)).isTrue();
    assertThat(box.contains(7, 5)).isTrue();
    assertThat(box.contains(8, 5)).isFalse();
    assertThat(box.contains(7, 6)).isFalse();
    assertThat(box.contains(2, 2)).isFalse();
    assertThat(box.contains(3, 1)).isFalse();
  }

  @Test
  void givenABoxThatEndsBeyondTheLargestNumber_whenPixelsAreAsked_thenThoseBeforeItAreInside() {
    Box box = new Box(10, 20, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(box.contains(20, 10)).isTrue();
    assertThat(box.contains(Integer.MAX_VALUE, Integer.MAX_VALUE)).isTrue();
    assertThat(box.contains(19, 10)).isFalse();
  }
}
