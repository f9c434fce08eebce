package org.dcgan.examples.explore;

import java.io.IOException;

/** Answers the requests of one path. */
@FunctionalInterface
interface Endpoint {
  Reply answer(Request request) throws IOException;
}
