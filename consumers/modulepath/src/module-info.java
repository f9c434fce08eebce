/** A modular application. */
module consumer {
  requires org.dcgan.eval;

  exports consumer;
}
