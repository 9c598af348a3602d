/* The rules of docs/odd.md in C, as a rival of the compiled Python: whole runs on 1 or more threads.
 *
 * The structs in layout.h are written by c_kernel.py from the engine's own record types, so that
 * both read the same bytes. Firms move in blocks that stay in cache and sums are formed block by
 * block, as in the engine; loops are written so that the compiler can vectorise them.
 */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

#define BLOCK 4096
#define MAX_PEERS 1024

typedef struct {
    int64_t n, degree;
    const double *size, *ln_reservation, *elasticity;
    const int32_t *peers;
} Firms;

typedef struct {
    int64_t step, seed;
    double ln_price, ln_perceived, adopters;
} MarketView;

typedef struct {
    double price, price_before, ln_perceived, electricity_price, premium, compute_per_service;
    double adopters, firm_tasks, base_firm_tasks, service, cumulative_service, energy, surplus;
} Market;

typedef struct {
    double tasks, depth, compute, training, inference, training_energy, served, gain;
} Flow;

typedef struct {
    const Parameters *p;
    const Path *paths;
    const double *setbacks, *brand;
    const Signal *frozen;
    double *share, *gap, *ln_efficiency, *ln_price, *weight;
    Market market;
} Run;

enum { ISOELASTIC, SATURATING, DERIVED };
enum { COMPLETE = 1 };
enum { REVENUE_SHARE = 1, CONTEST = 2 };
enum { ADOPTION = 5, ABANDONMENT = 6 };

/* --- random numbers: Threefry-2x32, 20 rounds ------------------------------------------------ */

#define MIX(bits) (x0 += x1, x1 = ((x1 << (bits)) | (x1 >> (32 - (bits)))) ^ x0)
#define INJECT(a, b, count) (x0 += (a), x1 += (b) + (count))

static inline int64_t bits53(uint32_t k0, uint32_t k1, uint32_t x0, uint32_t x1)
{
    const uint32_t k2 = 0x1BD11BDAu ^ k0 ^ k1;
    INJECT(k0, k1, 0u);
    MIX(13); MIX(15); MIX(26); MIX(6);
    INJECT(k1, k2, 1u);
    MIX(17); MIX(29); MIX(16); MIX(24);
    INJECT(k2, k0, 2u);
    MIX(13); MIX(15); MIX(26); MIX(6);
    INJECT(k0, k1, 3u);
    MIX(17); MIX(29); MIX(16); MIX(24);
    INJECT(k1, k2, 4u);
    MIX(13); MIX(15); MIX(26); MIX(6);
    INJECT(k2, k0, 5u);
    return (int64_t)(((uint64_t)x0 << 21) | (x1 >> 11));
}

/* --- rules ------------------------------------------------------------------------------------ */

static inline double chance(double hazard, double dt) { return -expm1(-hazard * dt); }

static inline int64_t threshold53(double probability)
{
    return (int64_t)(probability * 9007199254740992.0);
}

static inline double adjusted(double old, double new, double dt, double lag)
{
    return lag <= 0.0 ? new : old + chance(1.0 / lag, dt) * (new - old);
}

static inline double tasks_of(double elasticity, double ln_price, const Parameters *p)
{
    if (p->form == ISOELASTIC)
        return exp(elasticity * ln_price);
    if (p->form == SATURATING)
        return p->multiple / (1.0 + (p->multiple - 1.0) * exp(-elasticity * ln_price));
    const double gap = 1.0 + elasticity;
    const double ln_cost = fabs(gap) < 1e-9
        ? p->cost_share * ln_price
        : log1p(p->cost_share * expm1(gap * ln_price)) / gap;
    return exp((p->output_elasticity - elasticity) * ln_cost + elasticity * ln_price);
}

/* --- firms ------------------------------------------------------------------------------------ */

static void block_step(const Firms *firms, const uint8_t *before, uint8_t *now, const Parameters *p,
                       const MarketView *view, const int64_t *thresholds, int64_t first,
                       int64_t last, double *sums)
{
    int32_t candidates[BLOCK];
    int64_t draws[BLOCK];
    double size[BLOCK], elasticity[BLOCK];
    const uint32_t seed = (uint32_t)view->seed, step = (uint32_t)view->step;

    memcpy(now + first, before + first, (size_t)(last - first));
    if (p->abandonment > 0.0) {
        const int64_t threshold = threshold53(chance(p->abandonment, p->dt));
        const double band = log1p(p->band);
        for (int64_t i = first; i < last; i++)
            if (now[i] && view->ln_price > firms->ln_reservation[i] + band)
                now[i] = bits53(seed, ABANDONMENT, (uint32_t)i, step) >= threshold;
    }

    int64_t n = 0;
    for (int64_t i = first; i < last; i++) {
        candidates[n] = (int32_t)i;
        n += (view->ln_price <= firms->ln_reservation[i]) & (before[i] == 0);
    }
    for (int64_t k = 0; k < n; k++)
        draws[k] = bits53(seed, ADOPTION, (uint32_t)candidates[k], step);
    const int64_t highest = thresholds[firms->degree];
    int64_t chosen = 0;
    for (int64_t k = 0; k < n; k++) {
        const int64_t draw = draws[k];
        candidates[chosen] = candidates[k];
        draws[chosen] = draw;
        chosen += draw < highest;
    }
    for (int64_t k = 0; k < chosen; k++) {
        const int32_t *peers = firms->peers + candidates[k] * firms->degree;
        int64_t count = 0;
        for (int64_t j = 0; j < firms->degree; j++)
            count += before[peers[j]];
        if (draws[k] < thresholds[count])
            now[candidates[k]] = 1;
    }

    n = 0;
    for (int64_t i = first; i < last; i++) {
        size[n] = firms->size[i];
        elasticity[n] = firms->elasticity[i];
        n += now[i];
    }
    double total = 0.0;
    if (p->form == ISOELASTIC)
        for (int64_t k = 0; k < n; k++)
            total += size[k] * exp(elasticity[k] * view->ln_perceived);
    else
        for (int64_t k = 0; k < n; k++)
            total += size[k] * tasks_of(elasticity[k], view->ln_perceived, p);
    sums[0] = (double)n;
    sums[1] = total;
}

/* One step of the firms; returns adopters and size-weighted tasks in `use`. */
void advance_firms(const Firms *firms, const uint8_t *before, uint8_t *now, const Parameters *p,
                   const MarketView *view, int threads, double *use)
{
    const int64_t n_blocks = (firms->n + BLOCK - 1) / BLOCK;
    double *sums = malloc(sizeof(double) * 2 * (size_t)n_blocks);
    int64_t thresholds[MAX_PEERS + 1];
    for (int64_t count = 0; count <= firms->degree; count++) {
        double share = firms->degree > 0 ? (double)count / (double)firms->degree : 0.0;
        if (p->network == COMPLETE && p->firms > 1)
            share = view->adopters / (double)(p->firms - 1);
        thresholds[count] = threshold53(chance(p->innovation + p->imitation * share, p->dt));
    }
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
    for (int64_t block = 0; block < n_blocks; block++) {
        const int64_t first = block * BLOCK;
        const int64_t last = first + BLOCK < firms->n ? first + BLOCK : firms->n;
        block_step(firms, before, now, p, view, thresholds, first, last, sums + 2 * block);
    }
    use[0] = use[1] = 0.0;
    for (int64_t block = 0; block < n_blocks; block++) {
        use[0] += sums[2 * block];
        use[1] += sums[2 * block + 1];
    }
    free(sums);
}

/* --- labs -------------------------------------------------------------------------------------- */

static double frontier(const Run *r, const Path *path)
{
    const double learned = r->p->experience_exponent * log1p(r->market.cumulative_service);
    return fmin(path->ln_a + learned, fmax(r->p->ln_ceiling, path->ln_a));
}

static void price_labs(Run *r, int64_t step, const Path *path, double ln_electricity)
{
    const Parameters *p = r->p;
    const double ln_frontier = frontier(r, path);
    for (int64_t j = 0; j < p->labs; j++) {
        r->gap[j] = (r->gap[j] - r->setbacks[step * p->labs + j]) * exp(-p->spillover * p->dt);
        const double ln_efficiency = r->ln_efficiency[j] = ln_frontier + r->gap[j];
        const double cost =
            p->energy_share * exp(ln_electricity + path->ln_pue - ln_efficiency - path->ln_h) +
            p->compute_share * exp(-ln_efficiency - path->ln_v) +
            p->overhead_share * exp(-path->ln_o);
        r->ln_price[j] = p->pass_through * log(cost) + r->market.premium;
    }
}

static void move_shares(Run *r)
{
    const Parameters *p = r->p;
    if (p->price_sensitivity == 0.0)
        return;
    double cheapest = INFINITY, total = 0.0;
    for (int64_t j = 0; j < p->labs; j++)
        cheapest = fmin(cheapest, r->ln_price[j]);
    for (int64_t j = 0; j < p->labs; j++) {
        r->weight[j] = r->brand[j] * exp(-p->price_sensitivity * (r->ln_price[j] - cheapest));
        total += r->weight[j];
    }
    for (int64_t j = 0; j < p->labs; j++)
        r->share[j] = adjusted(r->share[j], r->weight[j] / total, p->dt, p->share_lag);
}

static double contest_spending(const double *cost, int64_t labs)
{
    double bar = INFINITY, effort = 0.0, spending = 0.0;
    for (;;) {
        int64_t n = 0;
        double total = 0.0, dearest = 0.0;
        for (int64_t j = 0; j < labs; j++)
            if (cost[j] < bar) {
                n++;
                total += cost[j];
                dearest = fmax(dearest, cost[j]);
            }
        if (n < 2)
            return 0.0;
        effort = (double)(n - 1) / total;
        if (dearest * effort <= 1.0)
            break;
        bar = dearest;
    }
    for (int64_t j = 0; j < labs; j++)
        if (cost[j] < bar)
            spending += cost[j] * effort * (1.0 - cost[j] * effort);
    return spending;
}

static double training_compute(Run *r, const Path *path, double revenue)
{
    const Parameters *p = r->p;
    if (p->training_energy_share <= 0.0)
        return 0.0;
    double budget = revenue;
    if (p->training_rule != REVENUE_SHARE) {
        double *cost = r->weight;
        for (int64_t j = 0; j < p->labs; j++)
            cost[j] = exp(r->gap[0] - r->gap[j]);
        const double at_base = (double)(p->labs - 1) / (double)p->labs;
        const double prize = pow(revenue, p->prize_exponent) * path->outside;
        budget = prize * contest_spending(cost, p->labs) / at_base;
    }
    return fmin(budget * exp(path->ln_v), path->training_limit);
}

/* --- a step of everything but the firms -------------------------------------------------------- */

static MarketView set_prices(Run *r, int64_t step, int64_t seed)
{
    const Parameters *p = r->p;
    const Path *path = r->paths + step, *before = path - 1;
    const Signal *frozen = r->frozen + step;
    Market *m = &r->market;
    if (p->respond_grid) {
        const double load = (before->other_demand + m->energy) / p->base_load;
        const double ratio = pow(load / before->supply, p->inverse_supply_elasticity);
        m->electricity_price = p->base_electricity_price * ratio + path->tax;
    } else {
        m->electricity_price = frozen->electricity_price;
        m->premium = (frozen - 1)->premium;
    }
    price_labs(r, step, path, log(m->electricity_price / p->base_electricity_price));
    move_shares(r);
    m->price = m->compute_per_service = 0.0;
    for (int64_t j = 0; j < p->labs; j++) {
        m->price += r->share[j] * exp(r->ln_price[j]);
        m->compute_per_service += r->share[j] * exp(-r->ln_efficiency[j]);
    }
    const double ln_market = log(m->price);
    m->ln_perceived = adjusted(m->ln_perceived, ln_market, p->dt, p->lag);
    return (MarketView){step, seed,
                   (p->respond_adoption ? ln_market : frozen->ln_price) - path->ln_subsidy,
                   p->respond_use ? m->ln_perceived : frozen->ln_perceived, m->adopters};
}

static void want(Run *r, const Path *path, const Signal *frozen, Flow *now)
{
    const Parameters *p = r->p;
    Market *m = &r->market;
    const double ln_price = p->respond_depth ? m->ln_perceived : frozen->ln_perceived;
    now->depth = fmin(exp(p->depth_elasticity * ln_price), p->depth_ceiling);
    now->tasks = m->firm_tasks / m->base_firm_tasks * exp(path->autonomous);
    now->compute = now->tasks * now->depth * m->compute_per_service;
    now->training = p->respond_training
        ? training_compute(r, path, m->price * now->tasks * now->depth)
        : frozen->training;
    const double per_compute = p->base_energy * exp(path->ln_pue - path->ln_h);
    now->inference = per_compute * (1.0 - p->training_energy_share) * now->compute;
    now->training_energy = per_compute * p->training_energy_share * now->training;
}

static void ration(Run *r, const Path *path, const Signal *frozen, Flow *now)
{
    const Parameters *p = r->p;
    Market *m = &r->market;
    if (p->respond_grid) {
        const double wanted = now->inference + now->training_energy, limit = path->limit;
        now->served = wanted > 0.0 ? fmin(1.0, limit / wanted) : 1.0;
        m->premium = isinf(limit) || wanted <= 0.0
            ? 0.0
            : fmax(0.0, m->premium + p->scarcity_response * p->dt * log(wanted / limit));
    } else {
        now->served = frozen->served;
        m->premium = frozen->premium;
    }
    now->tasks *= now->served;
    now->compute *= now->served;
    now->training *= now->served;
    now->inference *= now->served;
    now->training_energy *= now->served;
}

static void serve(Run *r, const Path *path, Flow *now)
{
    Market *m = &r->market;
    const double service = now->tasks * now->depth;
    const double gain = 0.5 * (service + m->service) * (m->price_before - m->price);
    m->surplus += gain * r->p->base_spending;
    m->price_before = m->price;
    m->service = service;
    m->cumulative_service += service * r->p->dt;
    m->energy = now->inference + now->training_energy;
    now->gain = m->surplus + path->recycled_tax * m->energy / 1000.0;
}

static void record(const Run *r, const Path *path, const Signal *frozen, const Flow *now,
                   Signal *signal, Row *row)
{
    const Parameters *p = r->p;
    const Market *m = &r->market;
    const double serving = p->base_spending * p->compute_share, share = p->training_energy_share;
    const double racing = share < 1.0 ? serving * share / (1.0 - share) : 0.0;
    const double gain = p->respond_economy ? now->gain : frozen->gain;
    *signal = (Signal){log(m->price), m->ln_perceived, m->electricity_price, m->premium,
                       now->served, m->adopters, m->firm_tasks, now->training, now->gain};
    row->adoption_share = m->adopters / (double)p->firms;
    row->price_usd_per_mtok = m->price * p->base_price;
    row->service_mtok = m->service * p->base_spending * 1e9 / p->base_price;
    row->tasks = now->tasks;
    row->depth = now->depth;
    row->compute = now->compute;
    row->training_compute = now->training;
    row->energy_inference_twh = now->inference;
    row->energy_training_twh = now->training_energy;
    row->energy_twh = m->energy;
    row->energy_economy_twh =
        p->respending * (1.0 + p->multiplier) * gain * path->economy_intensity;
    row->electricity_price_usd_per_mwh = m->electricity_price;
    row->emissions_mtco2 = m->energy * path->carbon_intensity / 1000.0;
    row->spending_usd_bn = m->price * m->service * p->base_spending;
    row->hardware_spending_usd_bn =
        (serving * now->compute + racing * now->training) * exp(-path->ln_v);
    row->consumer_surplus_usd_bn = m->surplus;
    row->tax_revenue_usd_bn = m->energy * path->tax / 1000.0;
    row->unserved_share = 1.0 - now->served;
    row->hours_displaced_bn = p->base_task_hours * now->tasks * p->displaced_share;
}

static void base_year(Run *r, const Firms *firms, const uint8_t *adopted)
{
    const Parameters *p = r->p;
    double base_tasks = 0.0;
    for (int64_t i = 0; i < firms->n; i++)
        base_tasks += adopted[i] ? firms->size[i] : 0.0;
    r->market = (Market){.price = 1.0, .price_before = 1.0, .compute_per_service = 1.0,
                         .electricity_price = p->base_electricity_price,
                         .adopters = p->base_adopters, .firm_tasks = base_tasks,
                         .base_firm_tasks = base_tasks, .service = 1.0, .energy = p->base_energy};
    for (int64_t j = 0; j < p->labs; j++) {
        r->share[j] = r->brand[j];
        r->gap[j] = 0.0;
    }
}

/* A whole run: fills `signals` and `rows`, both (steps + 1). */
void run(const Firms *firms, const uint8_t *adopted, const Parameters *p, const Path *paths,
         const double *setbacks, const double *brand, const Signal *frozen, int64_t seed,
         int64_t n_steps, int threads, Signal *signals, Row *rows)
{
    const size_t labs = (size_t)p->labs;
    double *short_arrays = malloc(sizeof(double) * 5 * labs);
    uint8_t *before = malloc((size_t)firms->n), *now = malloc((size_t)firms->n);
    Run r = {.p = p, .paths = paths, .setbacks = setbacks, .brand = brand, .frozen = frozen,
               .share = short_arrays, .gap = short_arrays + labs,
               .ln_efficiency = short_arrays + 2 * labs, .ln_price = short_arrays + 3 * labs,
               .weight = short_arrays + 4 * labs};
    memcpy(before, adopted, (size_t)firms->n);
    base_year(&r, firms, adopted);
    const double share = p->training_energy_share;
    Flow base = {1.0, 1.0, 1.0, share > 0.0, p->base_energy * (1.0 - share),
                 p->base_energy * share, 1.0, 0.0};
    record(&r, paths, frozen, &base, signals, rows);
    rows[0].tax_revenue_usd_bn = 0.0;
    for (int64_t step = 1; step <= n_steps; step++) {
        const Path *path = paths + step;
        const MarketView view = set_prices(&r, step, seed);
        if (p->respond_adoption || p->respond_use) {
            double use[2];
            advance_firms(firms, before, now, p, &view, threads, use);
            uint8_t *kept = before;
            before = now;
            now = kept;
            r.market.adopters = use[0];
            r.market.firm_tasks = use[1];
        } else {
            r.market.adopters = frozen[step].adopters;
            r.market.firm_tasks = frozen[step].firm_tasks;
        }
        Flow flow;
        want(&r, path, frozen + step, &flow);
        ration(&r, path, frozen + step, &flow);
        serve(&r, path, &flow);
        record(&r, path, frozen + step, &flow, signals + step, rows + step);
    }
    free(short_arrays);
    free(before);
    free(now);
}
