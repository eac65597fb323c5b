import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('neighbourhoods', '0003_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('reviewer', 'reviewer'), ('manager', 'manager')], default='reviewer', max_length=10, verbose_name='role')),
                ('by_sign_in', models.BooleanField(default=False, help_text='Then each sign-in sets the role, and takes it away.', verbose_name='follows the municipality’s own sign-in')),
            ],
            options={
                'verbose_name': 'member of an office',
                'verbose_name_plural': 'members of offices',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['reviewer', 'manager'])), name='membership_codes')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As people know it, like “Gemeente Ede”.', max_length=100, verbose_name='name')),
                ('contact_name', models.CharField(help_text='Who helps the volunteers.', max_length=100, verbose_name='contact person')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=30, validators=[django.core.validators.RegexValidator('^\\+?[0-9][0-9 ()-]{5,28}$', 'Type a phone number, like 0341 123 456.')], verbose_name='phone number')),
                ('hours_nl', models.CharField(blank=True, max_length=160, verbose_name='when they can be reached (Dutch)')),
                ('hours_en', models.CharField(blank=True, max_length=160, verbose_name='when they can be reached (English)')),
                ('answer_days', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='answers within days')),
                ('grants_nl', models.TextField(blank=True, verbose_name='what you must do to get money (Dutch)')),
                ('grants_en', models.TextField(blank=True, verbose_name='what you must do to get money (English)')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='website')),
                ('logo', models.ImageField(blank=True, help_text='PNG or JPEG.', upload_to='offices', verbose_name='logo')),
                ('colour', models.CharField(blank=True, help_text='Of buttons and headings; dark enough for white letters.', max_length=7, verbose_name='main colour')),
                ('colour_accent', models.CharField(blank=True, help_text='Of small headings; dark enough to read on white.', max_length=7, verbose_name='second colour')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 100), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('contact_name'), 100), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('contact_email'), 254), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('contact_phone'), 30), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('hours_nl'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('hours_en'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('colour'), 7), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('colour_accent'), 7)), name='office_lengths'), models.CheckConstraint(condition=models.Q(('answer_days__range', (1, 365))), name='office_answers_in_time')],
            },
        ),
        migrations.CreateModel(
            name='OfficeRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=999, verbose_name='order')),
                ('text_nl', models.CharField(max_length=160, verbose_name='what to do (Dutch)')),
                ('text_en', models.CharField(max_length=160, verbose_name='what to do (English)')),
                ('why_nl', models.CharField(blank=True, max_length=160, verbose_name='because (Dutch)')),
                ('why_en', models.CharField(blank=True, max_length=160, verbose_name='because (English)')),
                ('occasion', models.CharField(choices=[('always', 'always'), ('public_space', 'when it is on a square, in a street or in a park'), ('street_closed', 'when a street is closed'), ('money_asked', 'when the municipality is asked for money')], max_length=20, verbose_name='applies')),
                ('people_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='only from this number of people')),
                ('days', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days')),
                ('is_after', models.BooleanField(default=False, verbose_name='after the meetup')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='page about it')),
            ],
            options={
                'verbose_name': 'rule of an office',
                'verbose_name_plural': 'rules of an office',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='user',
            name='name',
            field=models.CharField(blank=True, help_text='Your team sees it. A first name is enough.', max_length=60, verbose_name='name'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('email'), 254), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 60)), name='user_lengths'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='office',
            name='area',
            field=models.OneToOneField(limit_choices_to={'level': 1}, on_delete=django.db.models.deletion.PROTECT, related_name='office', to='neighbourhoods.area', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='membership',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.office', verbose_name='office'),
        ),
        migrations.AddField(
            model_name='officerule',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='accounts.office', verbose_name='office'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('office', 'user'), name='one_membership_each', violation_error_message='This person is already a member of the office.'),
        ),
        migrations.AddConstraint(
            model_name='officerule',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['always', 'public_space', 'street_closed', 'money_asked'])), name='officerule_codes'),
        ),
        migrations.AddConstraint(
            model_name='officerule',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text_nl'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text_en'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('why_nl'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('why_en'), 160)), name='officerule_lengths'),
        ),
        migrations.AddConstraint(
            model_name='officerule',
            constraint=models.CheckConstraint(condition=models.Q(('days__lte', 365)), name='officerule_within_a_year'),
        ),
    ]
