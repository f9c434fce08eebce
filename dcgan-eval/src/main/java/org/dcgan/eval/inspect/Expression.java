package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.dcgan.latent.Latents;

/**
 * A sum and difference of concepts, such as smiling woman - woman + man.
 *
 * @param terms the terms, at least one
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Expression(List<Term> terms) {

  /** Checks that there is a term, and that all are of one dimension. */
  public Expression {
    requireNonNull(terms, "terms");

    terms = ImmutableList.copyOf(terms);
    checkArgument(!terms.isEmpty(), "an expression needs at least one concept, got none");
    int dim = terms.get(0).concept().exemplars().dim();
    for (Term term : terms) {
      checkArgument(
          term.concept().exemplars().dim() == dim,
          "the concepts of an expression must have latents of one dimension: \"%s\" has %s, \"%s\""
              + " has %s",
          printable(terms.get(0).concept().name()),
          dim,
          printable(term.concept().name()),
          term.concept().exemplars().dim());
    }
  }

  /**
   * A concept that is added or subtracted.
   *
   * @param concept the concept
   * @param sign 1 or -1
   */
  public record Term(Concept concept, int sign) {
    /** Checks the sign. */
    public Term {
      requireNonNull(concept, "concept");

      checkArgument(sign == 1 || sign == -1, "a term's sign is 1 or -1, got %s", sign);
    }
  }

  /**
   * Creates an expression with one term.
   *
   * @param concept the first term
   * @return the expression
   */
  public static Expression of(Concept concept) {
    requireNonNull(concept, "concept");

    return new Expression(List.of(new Term(concept, 1)));
  }

  /**
   * Adds a concept.
   *
   * @param concept the concept
   * @return the longer expression
   */
  public Expression plus(Concept concept) {
    requireNonNull(concept, "concept");

    return with(new Term(concept, 1));
  }

  /**
   * Subtracts a concept.
   *
   * @param concept the concept
   * @return the longer expression
   */
  public Expression minus(Concept concept) {
    requireNonNull(concept, "concept");

    return with(new Term(concept, -1));
  }

  private Expression with(Term term) {
    return new Expression(ImmutableList.<Term>builder().addAll(terms).add(term).build());
  }

  /**
   * Parses an expression.
   *
   * @param text names with {@code +} and {@code -} between them, separated by spaces, since a name
   *     may contain a hyphen: {@code smiling-woman - woman + man}
   * @param concepts finds a concept by its name, and throws an IllegalArgumentException if there is
   *     none
   * @return the expression
   * @throws IllegalArgumentException if the text is not an expression, or a name is unknown
   */
  public static Expression parse(String text, Function<String, Concept> concepts) {
    requireNonNull(text, "text");
    requireNonNull(concepts, "concepts");

    List<Term> terms = new ArrayList<>();
    int sign = 1;
    boolean nameNext = true;
    for (String word : text.strip().split("\\s+", -1)) {
      boolean operator = word.equals("+") || word.equals("-");
      checkArgument(
          operator != nameNext && !word.isEmpty(),
          "\"%s\" is not an expression: expected a %s, got \"%s\"; write for example"
              + " \"smiling-woman - woman + man\" with spaces around the signs",
          printable(text),
          nameNext ? "name" : "+ or -",
          printable(word));
      if (operator) {
        sign = word.equals("+") ? 1 : -1;
      } else {
        terms.add(new Term(concepts.apply(word), sign));
      }
      nameNext = operator;
    }
    checkArgument(
        !nameNext, "\"%s\" is not an expression: it ends with a sign; add a name", printable(text));
    return new Expression(terms);
  }

  /**
   * The value of the expression.
   *
   * @return one latent, which may lie outside of the range of the latent distribution
   */
  public Latents value() {
    Latents sum = terms.get(0).concept().mean().scaled(terms.get(0).sign());
    for (Term term : terms.subList(1, terms.size())) {
      sum = sum.plus(term.concept().mean().scaled(term.sign()));
    }
    return sum;
  }

  /** For example {@code smiling woman - woman + man}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      if (text.length() > 0) {
        text.append(term.sign() > 0 ? " + " : " - ");
      } else if (term.sign() < 0) {
        text.append("-");
      }
      text.append(term.concept().name());
    }
    return text.toString();
  }
}
