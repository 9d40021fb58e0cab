import { string } from '@oclif/core/args';
import { string as stringFlag } from '@oclif/core/flags';
import { ChainCommand, parseHeight } from '../cli/chain-command.ts';
import { networkFlags } from '../cli/flags.ts';

export default class Query extends ChainCommand {
  static override summary = 'Ask the chain any query, by module and method.';
  static override description =
    'Without a method it lists those of the module, without a module the modules. The request is JSON with the names of the protobuf message.';
  static override examples = [
    '<%= config.bin %> query',
    '<%= config.bin %> query emissions',
    `<%= config.bin %> query emissions GetTopic '{"topic_id":1}'`,
    `<%= config.bin %> query bank Balance '{"address":"allo1…","denom":"uallo"}' --height 40`,
  ];
  static override args = {
    module: string({ description: 'emissions, bank, auth, …, or the full name of a service' }),
    method: string({ description: 'Query method, such as GetTopic' }),
    request: string({ description: 'Request as JSON (default: {})' }),
  };
  static override flags = {
    ...networkFlags,
    height: stringFlag({
      description: 'Committed height to ask at (default: the latest)',
      parse: async (text) => parseHeight(text).toString(),
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Query);
    const [{ allServices, queryJson, serviceIn, serviceName }, { namedQuery, namedService }] = await Promise.all([
      import('../client/generic-query.ts'),
      import('../cli/named-query.ts'),
    ]);
    if (!args.module) {
      const modules = allServices.map((service) => ({ module: serviceName(service), service: service.typeName }));
      for (const { module, service } of modules) this.log(`${module.padEnd(12)} ${service}`);
      this.log('\nList the queries of one with `allo query <module>`.');
      return { modules };
    }
    const known = namedService(args.module);
    if (!args.method) {
      // Without a network that speaks otherwise, the present version's are listed, and nobody is asked.
      const elsewhere = (await this.settings(flags)).network !== 'devnet';
      const service = elsewhere ? await serviceIn((await this.connect(flags)).client, known) : known;
      const methods = service.methods.map(({ name, input }) => ({
        name,
        request: input.fields.map((field) => field.name),
      }));
      const { table } = await import('../cli/output.ts');
      this.log(
        table(methods, [
          { head: 'METHOD', value: (method) => method.name },
          { head: 'REQUEST', value: (method) => method.request.join(', ') },
        ]),
      );
      return { service: service.typeName, methods };
    }
    const { client } = await this.connect(flags);
    const { method, request } = await namedQuery(client, args.module, args.method, args.request);
    const answer = await queryJson(client, method, request, flags.height ? BigInt(flags.height) : undefined);
    this.log(JSON.stringify(answer, null, 2));
    return answer;
  }
}
