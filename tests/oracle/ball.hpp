// Real numbers with 80 digits and a proved error radius: a thin wrapper of Arb.
#pragma once

#include <arb.h>

#include <string>

namespace keybound::test {

class Ball {
 public:
    static constexpr slong precision = 270;  // bits

    Ball() { arb_init(value_); }
    Ball(int integer) : Ball() { arb_set_si(value_, integer); }
    Ball(const Ball& other) : Ball() { arb_set(value_, other.value_); }
    Ball& operator=(const Ball& other) {
        arb_set(value_, other.value_);
        return *this;
    }
    ~Ball() { arb_clear(value_); }

    // The exact value of a double; the decimal number of a text.
    static Ball of(double exact) {
        Ball result;
        arb_set_d(result.value_, exact);
        return result;
    }
    static Ball of(const std::string& decimal) {
        Ball result;
        arb_set_str(result.value_, decimal.c_str(), precision);
        return result;
    }
    static Ball pi() {
        Ball result;
        arb_const_pi(result.value_, precision);
        return result;
    }

    friend Ball operator+(const Ball& a, const Ball& b) { return binary(arb_add, a, b); }
    friend Ball operator-(const Ball& a, const Ball& b) { return binary(arb_sub, a, b); }
    friend Ball operator*(const Ball& a, const Ball& b) { return binary(arb_mul, a, b); }
    friend Ball operator/(const Ball& a, const Ball& b) { return binary(arb_div, a, b); }
    friend Ball operator-(const Ball& a) { return Ball(0) - a; }
    Ball& operator+=(const Ball& other) { return *this = *this + other; }

    friend Ball sqrt(const Ball& a) { return unary(arb_sqrtpos, a); }  // of numbers known to be >= 0
    friend Ball sin(const Ball& a) { return unary(arb_sin, a); }
    friend Ball cos(const Ball& a) { return unary(arb_cos, a); }
    friend Ball asin(const Ball& a) { return unary(arb_asin, a); }
    friend Ball log(const Ball& a) { return unary(arb_log, a); }
    friend Ball log1p(const Ball& a) { return unary(arb_log1p, a); }  // log(1 + a), also for tiny a
    friend Ball exp(const Ball& a) { return unary(arb_exp, a); }
    friend Ball expm1(const Ball& a) { return unary(arb_expm1, a); }  // exp(a) - 1, also for tiny a

    // The midpoint without its radius, for iterations whose result is judged afterwards.
    Ball midpoint() const {
        Ball result;
        arb_get_mid_arb(result.value_, value_);
        return result;
    }
    double to_double() const { return arf_get_d(arb_midref(value_), ARF_RND_NEAR); }

    // True only if proved.
    friend bool certainly_less(const Ball& a, const Ball& b) { return arb_lt(a.value_, b.value_) != 0; }
    friend bool certainly_at_most(const Ball& a, const Ball& b) { return arb_le(a.value_, b.value_) != 0; }

 private:
    using Binary = void (*)(arb_t, const arb_t, const arb_t, slong);
    using Unary = void (*)(arb_t, const arb_t, slong);
    static Ball binary(Binary operation, const Ball& a, const Ball& b) {
        Ball result;
        operation(result.value_, a.value_, b.value_, precision);
        return result;
    }
    static Ball unary(Unary operation, const Ball& a) {
        Ball result;
        operation(result.value_, a.value_, precision);
        return result;
    }

    arb_t value_;
};

}  // namespace keybound::test
